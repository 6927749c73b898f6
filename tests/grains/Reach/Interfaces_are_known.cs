using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Metadata;
using TwinGrid.Grains.Reach;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Tests.Reach;

public sealed class Interfaces_are_known
{
    [Fact]
    public void each_is_called_what_Orleans_calls_it_the_first_time_and_later()
    {
        using var plain = Silo(_ => { });
        using var knowing = Silo(KnownInterfaces.Add);
        var interfaces = typeof(IPatientTwin).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain))).ToList();
        Assert.NotEmpty(interfaces);
        foreach (var type in interfaces.Concat(interfaces)) Assert.Equal(Name(plain, type), Name(knowing, type));
        Assert.True(knowing.Services.GetServices<IGrainInterfaceTypeProvider>().First() is KnownInterfaces); // or Orleans would go on looking for itself
    }

    private static GrainInterfaceType Name(IHost silo, Type type) => silo.Services.GetRequiredService<GrainInterfaceTypeResolver>().GetGrainInterfaceType(type);

    private static IHost Silo(Action<IServiceCollection> before)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        before(builder.Services);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        return builder.Build();
    }
}

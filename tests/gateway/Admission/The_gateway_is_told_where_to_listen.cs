using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinGrid.Access;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Admission;

public sealed class The_gateway_is_told_where_to_listen
{
    [Theory]
    [InlineData("urls", "http://127.0.0.1:5080")]
    [InlineData("urls", "http://localhost:5080;http://[::1]:5081")]
    [InlineData("urls", "http://unix:/run/twingrid.sock")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://127.0.0.2:5080")]
    [InlineData("something", "else")]
    public void loopback_is_right(string key, string value) => LoopbackOnly.Check(With((key, value)), new IdentityOptions());

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://[::]:5080")]
    [InlineData("urls", "http://192.168.1.10:5080")]
    [InlineData("urls", "http://gateway.example:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://10.0.0.1:5080")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://0.0.0.0:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("urls", "nonsense")]
    public void other_addresses_are_refused_with_a_sentence(string key, string value)
    {
        var refusal = Should.Throw<NotLoopbackException>(() => LoopbackOnly.Check(With((key, value)), new IdentityOptions()));
        refusal.Message.ShouldContain("http://127.0.0.1:5080");
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void ports_alone_do_not_count_beside_urls() => LoopbackOnly.Check(With(("http_ports", "8080"), ("urls", "http://127.0.0.1:5080")), new IdentityOptions());

    [Theory]
    [InlineData("urls", "https://0.0.0.0:5443", false)]
    [InlineData("urls", "http://0.0.0.0:5080", true)]
    [InlineData("urls", "http://127.0.0.1:5080", false)]
    [InlineData("https_ports", "5443", false)]
    public void with_an_issuer_others_are_served_over_tls(string key, string value, bool tlsEndsBefore) =>
        LoopbackOnly.Check(With((key, value)), new IdentityOptions { Issuer = "https://login.example", TlsEndsBefore = tlsEndsBefore });

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://10.0.0.1:5080")]
    public void with_an_issuer_others_are_not_served_in_the_clear(string key, string value) =>
        Should.Throw<NotLoopbackException>(() => LoopbackOnly.Check(With((key, value)), new IdentityOptions { Issuer = "https://login.example" })).Message.ShouldContain("TlsEndsBefore");

    [Fact]
    public async Task an_address_that_came_from_elsewhere_stops_the_start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(0));
        builder.Services.AddSingleton(new FakeGrid().Factory).AddSingleton<IVitalsLog>(new MemoryLog()).AddSingleton<IAuditTrail>(new Entered());
        builder.AddApi();
        await using var app = builder.Build();
        app.MapApi();
        await Should.ThrowAsync<NotLoopbackException>(() => app.StartAsync());
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}

using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TwinGrid.Silo;

/// <summary>Traces and metrics by OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names where to; nothing is collected otherwise.</summary>
public static class Observability
{
    public static void AddObservability(this IHostApplicationBuilder builder, string process)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(process))
            .WithMetrics(metrics => metrics.AddMeter("TwinGrid.*", "Microsoft.Orleans").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation())
            .WithTracing(traces => traces.AddSource("TwinGrid.*", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application").AddAspNetCoreInstrumentation())
            .UseOtlpExporter();
    }
}

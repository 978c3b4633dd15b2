using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public enum OtlpProtocol
{
    Grpc = 0,
    HttpProtobuf = 1,
    HttpJson = 2,
}

public static class OtlpConfigurationExtensions
{
    /// <summary>Tells the resource, by OpenTelemetry's own environment variables, where the dashboard takes its telemetry.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment);
        return builder;
    }

    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder, OtlpProtocol protocol)
        where T : IResourceWithEnvironment
    {
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment, protocol);
        return builder;
    }

    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment)
        => Register(resource, configuration, environment, new OtlpExporterAnnotation());

    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpProtocol protocol)
        => Register(resource, configuration, environment, new OtlpExporterAnnotation { RequiredProtocol = protocol });

    private static void Register(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpExporterAnnotation annotation)
    {
        resource.Annotations.Add(annotation);
        resource.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            if (context.ExecutionContext.IsRunMode && OtlpEndpoint.Resolve(configuration, annotation.RequiredProtocol) is { } endpoint)
            {
                AddVariables(context.EnvironmentVariables, resource, configuration, environment, endpoint);
            }
        }));
    }

    private static void AddVariables(
        Dictionary<string, object> variables,
        IResource resource,
        IConfiguration configuration,
        IHostEnvironment environment,
        OtlpEndpoint endpoint)
    {
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint.Url;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = endpoint.Protocol;
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():N}";
        if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
        {
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        }

        if (!environment.IsDevelopment())
        {
            return;
        }

        // While developing one wants to see a request at once, whole, and with the spans that a measurement belongs to.
        const string OneSecond = "1000";
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = OneSecond;
        variables["OTEL_BSP_SCHEDULE_DELAY"] = OneSecond;
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = OneSecond;
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}

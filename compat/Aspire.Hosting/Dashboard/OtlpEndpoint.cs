using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where telemetry is taken, and how.</summary>
/// <param name="Url">The address.</param>
/// <param name="Protocol">As OTEL_EXPORTER_OTLP_PROTOCOL names it.</param>
internal sealed record OtlpEndpoint(string Url, string Protocol)
{
    /// <summary>Null when nobody takes telemetry, so that nobody tries to send it either.</summary>
    public static OtlpEndpoint? Resolve(IConfiguration configuration, OtlpProtocol? required)
    {
        var grpc = DashboardConfiguration.Read(configuration, DashboardConfiguration.OtlpGrpcUrl);
        var http = DashboardConfiguration.Read(configuration, DashboardConfiguration.OtlpHttpUrl);
        return required switch
        {
            OtlpProtocol.Grpc => grpc is null ? null : new OtlpEndpoint(grpc, "grpc"),
            OtlpProtocol.HttpProtobuf => http is null ? null : new OtlpEndpoint(http, "http/protobuf"),
            OtlpProtocol.HttpJson => http is null ? null : new OtlpEndpoint(http, "http/json"),
            _ when grpc is not null => new OtlpEndpoint(grpc, "grpc"),
            _ => http is null ? null : new OtlpEndpoint(http, "http/protobuf"),
        };
    }
}

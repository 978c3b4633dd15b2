using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dashboard;

/// <summary>The dashboard as a resource under upstream's name, so that its state and URL are found where they are upstream.</summary>
internal sealed class DashboardResource : ExecutableResource
{
    public const string ResourceName = "aspire-dashboard";

    public DashboardResource(DashboardConfiguration configuration)
        : base(ResourceName, DashboardTool.Executable, "/")
    {
        Annotations.Add(ManifestPublishingCallbackAnnotation.Ignore);
        Annotations.Add(new StopLastAnnotation());
        // The launcher starts it when it is there; the application's start doesn't wait for it.
        Annotations.Add(new ExplicitStartupAnnotation());
        AddEndpoint("http", configuration.Frontend);
        AddEndpoint("otlp-grpc", configuration.OtlpGrpc);
        AddEndpoint("otlp-http", configuration.OtlpHttp);
        Annotations.Add(new ResourceUrlsCallbackAnnotation(context =>
        {
            context.Urls.RemoveAll(u => u.Endpoint?.EndpointName != "http");
            context.Urls.ForEach(u => u.Url = configuration.FrontendUrl);
        }));
        Annotations.Add(new CommandLineArgsCallbackAnnotation(args => AddArguments(args, configuration)));
        Annotations.Add(new EnvironmentCallbackAnnotation(variables => AddVariables(variables, configuration)));
    }

    private static void AddArguments(IList<object> args, DashboardConfiguration configuration)
    {
        string[] all =
        [
            "dashboard", "run", "--non-interactive", "--nologo",
            "--frontend-url", Listen(configuration.Frontend),
            "--otlp-grpc-url", Listen(configuration.OtlpGrpc),
            "--otlp-http-url", Listen(configuration.OtlpHttp),
            .. configuration.BrowserToken is null ? new[] { "--allow-anonymous" } : [],
        ];
        foreach (var argument in all)
        {
            args.Add(argument);
        }
    }

    private static string Listen(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    private static void AddVariables(Dictionary<string, object> variables, DashboardConfiguration configuration)
    {
        variables["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true";
        if (configuration.BrowserToken is not { } token || configuration.OtlpApiKey is not { } key)
        {
            return;
        }

        variables["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken";
        variables["DASHBOARD__FRONTEND__BROWSERTOKEN"] = token;
        variables["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__OTLP__PRIMARYAPIKEY"] = key;
    }

    private void AddEndpoint(string name, Uri uri)
        => Annotations.Add(new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, "http", name: name, port: uri.Port, isProxied: false)
        {
            TargetHost = uri.Host,
        });
}

/// <summary>Says that the resource is stopped after all others: they send it their last words.</summary>
internal sealed class StopLastAnnotation : IResourceAnnotation;

using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // Upstream's names: this is how Aspire.Hosting.Testing gets hold of the builder of an AppHost that it runs.
    private const string ListenerName = "Aspire.Hosting";
    private static readonly Dictionary<string, string> SwitchMappings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
        ["--step"] = "Pipeline:Step",
    };

    private readonly HostApplicationBuilder _inner;
    private readonly DistributedApplicationOptions _options;
    private readonly DistributedApplicationExecutionContextOptions _executionContextOptions;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var settings = new HostApplicationBuilderSettings();
        Announce("DistributedApplicationBuilderConstructing", (options, settings));
        _inner = new HostApplicationBuilder(settings);
        _inner.Configuration.AddCommandLine(options.Args ?? [], SwitchMappings);

        AppHostAssembly = options.FindAssembly();
        AppHostDirectory = options.ProjectDirectory ?? Metadata("apphostprojectpath") ?? _inner.Environment.ContentRootPath;
        _inner.Configuration["AppHost:Directory"] = AppHostDirectory;
        _inner.Configuration["AppHost:Sha256"] ??= Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(AppHostDirectory)));

        var publisher = _inner.Configuration["Publishing:Publisher"];
        var publishes = publisher is not null || string.Equals(_inner.Configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase);
        var operation = publishes ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run;
        _executionContextOptions = new DistributedApplicationExecutionContextOptions(operation, publisher ?? "manifest");
        ExecutionContext = new DistributedApplicationExecutionContext(_executionContextOptions);
        RegisterServices();
        Announce("DistributedApplicationBuilderConstructed", this);
    }

    public ConfigurationManager Configuration => _inner.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _inner.Environment;

    public IServiceCollection Services => _inner.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (Resources.TryGetByName(resource.Name, out var existing))
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type "
                + $"'{existing.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        Announce("DistributedApplicationBuilding", this);
        var application = new DistributedApplication(_inner.Build());
        _executionContextOptions.ServiceProvider = application.Services;
        Announce("DistributedApplicationBuilt", application);
        return application;
    }

    private static void Announce(string name, object payload)
    {
        using var listener = new DiagnosticListener(ListenerName);
        if (listener.IsEnabled() && listener.IsEnabled(name))
        {
            listener.Write(name, payload);
        }
    }

    private string? Metadata(string key)
        => AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value is { } path && Directory.Exists(path)
                ? path
                : null;

    private void RegisterServices()
    {
        var logging = _inner.Logging;
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // A check that fails while a resource comes up is no event; its state is told by ResourceNotificationService.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        Services.AddSingleton(_options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(AppHostBuild.Of(AppHostAssembly));
        Services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton(services => new ResourceCommandService(services));
        Services.AddHealthChecks();
        if (ExecutionContext.IsPublishMode)
        {
            Services.AddHostedService<Publishing.ManifestPublisher>();
            return;
        }

        Services.AddRunMode();
        if (!_options.DisableDashboard)
        {
            Services.AddDashboard();
        }
    }
}

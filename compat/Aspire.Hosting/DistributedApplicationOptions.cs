using System.Reflection;

namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the entry assembly by default.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The AppHost's directory; by default the one that the build wrote into the assembly.</summary>
    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }

    public string? DashboardApplicationName { get; set; }

    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>Whether what the resources print appears in the AppHost's own log.</summary>
    public bool EnableResourceLogging { get; set; }

    internal Assembly? FindAssembly()
        => AssemblyName is { } name ? System.Reflection.Assembly.Load(new AssemblyName(name)) : System.Reflection.Assembly.GetEntryAssembly();
}

namespace DeployMcp.Platform.Registries;

/// <summary>The section <c>Registry</c> of the configuration: where images are pushed.</summary>
public sealed class RegistryOptions
{
    /// <summary>Host, with its port where it has one; empty for none.</summary>
    public string Address { get; set; } = "";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>It speaks HTTP: only on a network that is ours alone.</summary>
    public bool Insecure { get; set; }

    /// <summary>For one answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    public Uri BaseAddress => new($"{(Insecure ? "http" : "https")}://{Address}/");
}

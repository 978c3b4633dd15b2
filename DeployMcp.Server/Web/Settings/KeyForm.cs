using DeployMcp.Domain.Identity;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Web.Layout;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Settings;

/// <summary>The form for a new key as it was filled in.</summary>
public sealed class KeyForm
{
    public const int DefaultDays = 90;

    [FromForm(Name = "name")] public string? Name { get; set; }

    [FromForm(Name = "scope")] public string? Scope { get; set; } = KeyScope.Deploy.ToWire();

    [FromForm(Name = "project")] public string? Project { get; set; }

    /// <summary>Days as a number; empty for a key that doesn't expire.</summary>
    [FromForm(Name = "expires")] public string? Expires { get; set; } = $"{DefaultDays}";

    /// <summary>Why it could not be accepted.</summary>
    public RefusalException? Refusal { get; set; }

    /// <summary>What is no number is out of range, which the feature then says.</summary>
    public KeyRequest ToRequest()
        => new(Name, Scope, Project, string.IsNullOrWhiteSpace(Expires) ? null : int.TryParse(Expires, out var days) ? days : 0);

    public string? ErrorOf(string argument) => FieldErrors.Of(Refusal, argument);
}

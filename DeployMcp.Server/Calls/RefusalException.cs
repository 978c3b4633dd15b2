using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Server.Calls;

/// <summary>
/// The call can't be done as it was asked, and the caller can mend that: what happened, why, and the call to make next.
/// Everything else that a feature throws is the platform's own fault.
/// </summary>
public sealed class RefusalException(string happened, string why, string next) : Exception($"{happened} {why} Next: {next}")
{
    public string Happened { get; } = happened;

    public string Why { get; } = why;

    public string Next { get; } = next;

    /// <summary>What is asked for isn't there, or is another user's, which must look the same.</summary>
    public bool IsNotFound { get; private init; }

    /// <summary>The key or session may not do it.</summary>
    public bool IsForbidden { get; private init; }

    /// <summary>The arguments that can't be accepted, where it is about those.</summary>
    public IReadOnlyList<ArgumentError> Errors { get; private init; } = [];

    public static RefusalException BadArguments(IReadOnlyList<ArgumentError> errors) => new(
        errors.Count == 1 ? "Nothing was done: one argument can't be accepted." : $"Nothing was done: {errors.Count} arguments can't be accepted.",
        string.Concat(errors.Select(e => $"\n- {e}")) + "\n",
        "mend them all and call again.")
    {
        Errors = errors,
    };

    /// <summary>The same words whether the name is free or another user's.</summary>
    public static RefusalException NoService(string name, string project) => new(
        $"No service named '{Shown(name)}' in project '{Shown(project)}'.", "It was never created, or it has been deleted.", "call list_services to see what there is.")
    {
        IsNotFound = true,
    };

    public static RefusalException NoDeployment(string id, string service) => new(
        $"No deployment '{Shown(id)}' of service '{service}'.", "There never was one, or it has been deleted with its service.", $"call get_service with name=\"{service}\" to see the last ones.")
    {
        IsNotFound = true,
    };

    public static RefusalException NoRepo(string name, string host) => new(
        $"No repo named '{Shown(name)}' at {Shown(host)}.", "Repos are made by create_repo.", $"call create_repo with name=\"{Shown(name)}\", then get_git_token and push.")
    {
        IsNotFound = true,
    };

    /// <summary>The same words whether the name is free or another user's.</summary>
    public static RefusalException NoResource(string name, string why, string next) => new($"No resource named '{Shown(name)}'.", why, next)
    {
        IsNotFound = true,
    };

    public static RefusalException NoKey(ApiKeyId id) => new("Nothing was done.", $"You have no live key {id}.", "list the keys to see which there are.")
    {
        IsNotFound = true,
    };

    /// <summary>The key that the call came with is narrower than what it asks for.</summary>
    public static RefusalException OutOfScope(string action, KeyScope needed, KeyScope has) => new(
        $"Nothing was done: {action} takes a key with the scope {needed.ToWire()}.",
        $"This one has the scope {has.ToWire()}.",
        $"ask the person whose key it is for one with the scope {needed.ToWire()}; keys are made on the platform's settings page, or by connecting again.")
    {
        IsForbidden = true,
    };

    public static RefusalException OutOfProject(string action, string project) => new(
        $"Nothing was done: {action} takes a key for all projects.",
        $"This one is for the project '{project}' alone.",
        "ask the person whose key it is for one without that limit; keys are made on the platform's settings page.")
    {
        IsForbidden = true,
    };

    /// <summary>What came in, short and clean enough to be shown again.</summary>
    public static string Shown(string? value) => new([.. (value ?? "").Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
}

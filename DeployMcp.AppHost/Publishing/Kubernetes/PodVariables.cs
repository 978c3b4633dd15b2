namespace DeployMcp.AppHost.Publishing.Kubernetes;

/// <summary>
/// Where a pod's variables come from: texts from the manifest, what several binaries share from the secret <c>deploy-mcp</c>, and
/// everything else that the operator supplies from the secret of the binary's own name, taken as a whole, so that a key can stand
/// beside its successor while it is rotated.
/// </summary>
internal static class PodVariables
{
    private const string SharedSecret = "deploy-mcp";

    public static Map[] Of(Binary binary, Placement placement)
        => [.. binary.Variables.Concat(placement.Variables).Where(v => v.Text is not null || IsShared(v.Name)).Select(v => v.Text is { } text
            ? new Map { ["name"] = v.Name, ["value"] = text }
            : new Map { ["name"] = v.Name, ["valueFrom"] = FromSharedSecret(v.Name) })];

    public static bool NeedsOwnSecret(Binary binary) => binary.Variables.Any(v => v.Text is null && !IsShared(v.Name));

    private static bool IsShared(string variable)
        => variable == "Git__ServiceToken" || variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal);

    private static Map FromSharedSecret(string key)
        => new() { ["secretKeyRef"] = new Map { ["name"] = SharedSecret, ["key"] = key } };
}

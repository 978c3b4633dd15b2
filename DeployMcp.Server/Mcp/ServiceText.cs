using System.Text;

namespace DeployMcp.Server.Mcp;

/// <summary>What an agent needs of a service's details when its client shows only text: evidence, variables, logs.</summary>
internal static class ServiceText
{
    public static string Of(ServiceResult service)
    {
        var text = new StringBuilder();
        if (service.Failure?.Evidence is { } evidence)
        {
            text.Append("\nEvidence:\n").Append(evidence);
        }

        if (service.EnvVars is { } variables)
        {
            text.Append("\nVariables: ").AppendJoin(", ", variables.Select(v => v.Value is null ? v.Key : $"{v.Key}={v.Value}"));
        }

        Append(text, "Deployments, newest first", service.Deployments?.Select(Line).ToList());
        Append(text, "Deploy log", service.Logs?.Deploy);
        Append(text, "Runtime log", service.Logs?.Runtime);
        return text.ToString();
    }

    private static string Line(DeploymentResult deployment)
        => string.Join(' ', new[] { deployment.Id, deployment.Status, deployment.Trigger, deployment.Commit?[..7], deployment.Author, $"{deployment.Seconds} s", deployment.Message }.Where(p => !string.IsNullOrEmpty(p)));

    private static void Append(StringBuilder text, string title, IReadOnlyList<string>? lines)
    {
        if (lines is { Count: > 0 })
        {
            text.Append($"\n{title}:\n").AppendJoin('\n', lines);
        }
    }
}

using System.Text;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// What an agent needs of a service's details when its client shows only text: evidence, variables, logs. What the repository or
/// the app wrote stands indented: in Markdown that is no markup, and no line of it can pass for the platform's own.
/// </summary>
internal static class ServiceText
{
    private const string Indent = "\n    ";

    public static string Of(ServiceResult service)
    {
        var text = new StringBuilder();
        if (service.Failure?.Evidence is { } evidence)
        {
            Append(text, "Evidence", evidence.Split('\n'));
        }

        if (service.EnvVars is { } variables)
        {
            text.Append("\nVariables: ").AppendJoin(", ", variables.Select(v => v.Resource is { } from ? $"{v.Key} (of {from})" : v.Value is null ? v.Key : $"{v.Key}={v.Value}"));
        }

        Append(text, "Deployments, newest first", service.Deployments?.Select(Line).ToList());
        Append(text, "Deploy log", service.Logs?.Deploy);
        Append(text, "Runtime log", service.Logs?.Runtime);
        return text.ToString();
    }

    /// <summary>Which of the user's own variables stand in the way of a database's.</summary>
    public static string Overridden(IReadOnlyList<Services.ServiceVariable> variables)
        => string.Concat(variables.Where(v => v.IsOverridden).Select(v => $"\nYour own {v.Key} wins over that of {v.Resource}."));

    private static string Line(DeploymentResult deployment)
        => string.Join(' ', new[] { deployment.Id, deployment.Status, deployment.Trigger, deployment.Commit?[..7], deployment.Author, $"{deployment.Seconds} s", deployment.Message }.Where(p => !string.IsNullOrEmpty(p)));

    private static void Append(StringBuilder text, string title, IReadOnlyList<string>? lines)
    {
        if (lines is { Count: > 0 })
        {
            text.Append($"\n{title}:").AppendJoin("", lines.Select(line => $"{Indent}{line}"));
        }
    }
}

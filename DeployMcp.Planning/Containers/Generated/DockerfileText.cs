using System.Text;
using System.Text.Json;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>Writes instructions whose words are data: no text of a repo or of a user can become another instruction.</summary>
internal sealed class DockerfileText
{
    private readonly StringBuilder _text = new();

    public void Line(string line) => _text.Append(line).Append('\n');

    /// <summary>In the exec form.</summary>
    public void Exec(string instruction, IEnumerable<string> words) => Line($"{instruction} {Json(words)}");

    /// <summary>Everything but ASCII letters escaped: nothing in it can be a variable, a continued line or a here-document to the Dockerfile's parser.</summary>
    public static string Json(IEnumerable<string> words) => JsonSerializer.Serialize(words);

    public static string Quoted(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"";

    public override string ToString() => _text.ToString();
}

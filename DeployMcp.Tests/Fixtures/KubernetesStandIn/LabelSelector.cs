using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>Label and field selectors in a query: <c>a=b,c in (d,e)</c>.</summary>
internal static class LabelSelector
{
    public static bool Matches(JsonObject item, string? labels, string? fields)
        => Terms(labels).All(t => MatchesLabel(item, t)) && Terms(fields).All(t => MatchesField(item, t));

    private static bool MatchesLabel(JsonObject item, string term)
    {
        var at = term.IndexOf(" in (", StringComparison.Ordinal);
        var (key, values) = at > 0 ? (term[..at], term[(at + 5)..^1].Split(',')) : (term.Split('=')[0], new[] { term.Split('=')[^1] });
        return (string?)item["metadata"]?["labels"]?[key] is { } value && values.Contains(value);
    }

    private static bool MatchesField(JsonObject item, string term)
    {
        var node = term.Split('=')[0].Split('.').Aggregate((JsonNode?)item, (n, key) => n?[key]);
        return (string?)node == term.Split('=')[^1];
    }

    /// <summary>Split at commas outside of parentheses.</summary>
    private static List<string> Terms(string? selector)
    {
        var terms = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= (selector?.Length ?? 0) && selector is not null; i++)
        {
            depth += i == selector.Length ? 0 : selector[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i == selector.Length || (selector[i] == ',' && depth == 0))
            {
                terms.Add(selector[start..i]);
                start = i + 1;
            }
        }

        return [.. terms.Where(t => t.Length > 0)];
    }
}

using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>Label and field selectors in a query: <c>a=b,c in (d,e),f,!g</c> (Kubernetes documentation, "Labels and Selectors").</summary>
internal static class LabelSelector
{
    public static bool Matches(JsonObject item, string? labels, string? fields)
        => Terms(labels).All(t => MatchesLabel(item, t)) && Terms(fields).All(t => MatchesField(item, t));

    private static bool MatchesLabel(JsonObject item, string term)
    {
        if (term.IndexOf(" notin (", StringComparison.Ordinal) is > 0 and var not)
        {
            return !Values(term[(not + " notin (".Length)..^1]).Contains(Label(item, term[..not]));
        }

        if (term.IndexOf(" in (", StringComparison.Ordinal) is > 0 and var within)
        {
            return Values(term[(within + " in (".Length)..^1]).Contains(Label(item, term[..within]));
        }

        if (!term.Contains('=', StringComparison.Ordinal))
        {
            return term[0] == '!' ? Label(item, term[1..]) is null : Label(item, term) is not null;
        }

        return Compare(term, key => Label(item, key));
    }

    private static bool MatchesField(JsonObject item, string term)
        => Compare(term, key => (string?)key.Split('.').Aggregate((JsonNode?)item, (n, part) => n?[part]) ?? "");

    private static bool Compare(string term, Func<string, string?> read)
    {
        var parts = term.Split("!=");
        return parts.Length == 2 ? read(parts[0]) != parts[1] : read(term.Split('=')[0]) == term.Split('=')[^1];
    }

    private static string? Label(JsonObject item, string key) => (string?)item["metadata"]?["labels"]?[key.Trim()];

    private static string[] Values(string list) => list.Split(',', StringSplitOptions.TrimEntries);

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

namespace DeployMcp.Server.Mcp;

/// <summary>Levenshtein's distance, to name the argument that a misspelt one was meant to be.</summary>
internal static class EditDistance
{
    private const int LongestName = 64;

    /// <summary>Near is a third of the letters wrong, or one name within the other (<c>env</c> and <c>env_vars</c>).</summary>
    public static bool IsNear(string known, string given)
        => given.Length is > 0 and <= LongestName
            && (Between(known, given) <= Math.Max(1, known.Length / 3)
                || (given.Length >= 3 && (known.Contains(given, StringComparison.OrdinalIgnoreCase) || given.Contains(known, StringComparison.OrdinalIgnoreCase))));

    public static int Between(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substitution = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}

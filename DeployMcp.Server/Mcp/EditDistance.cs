namespace DeployMcp.Server.Mcp;

/// <summary>Optimal string alignment distance (two letters swapped count as one), to name the argument that a misspelt one was meant to be.</summary>
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
        var cost = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(cost, one, other, i, j);
            }
        }

        return cost[one.Length, other.Length];
    }

    private static int Cheapest(int[,] cost, string one, string other, int i, int j)
    {
        var substituted = cost[i - 1, j - 1] + (Same(one[i - 1], other[j - 1]) ? 0 : 1);
        var cheapest = Math.Min(substituted, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]);
        return swapped ? Math.Min(cheapest, cost[i - 2, j - 2] + 1) : cheapest;
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}

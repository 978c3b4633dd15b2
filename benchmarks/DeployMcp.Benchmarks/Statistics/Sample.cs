namespace DeployMcp.Benchmarks.Statistics;

/// <summary>Figures of one kind, in any order.</summary>
public static class Sample
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = Sorted(values);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that at least <paramref name="percent"/> % of all values do not exceed (nearest rank).</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var sorted = Sorted(values);
        return sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }

    private static double[] Sorted(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length > 0 ? sorted : throw new ArgumentException("A sample needs a value.", nameof(values));
    }
}

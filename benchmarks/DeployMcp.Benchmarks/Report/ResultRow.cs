namespace DeployMcp.Benchmarks.Report;

/// <summary>One line of the table.</summary>
/// <param name="Measurement">What was measured, of the product.</param>
/// <param name="Product">The product's figure with its unit.</param>
/// <param name="Against">The floor or peer of the same run with its figure; null for a figure that stands alone.</param>
/// <param name="Ratio">The product's over the other's; null where a ratio says nothing.</param>
/// <param name="Goal">The budget that the design sets; null where it sets none.</param>
public sealed record ResultRow(string Measurement, string Product, string? Against = null, double? Ratio = null, Goal? Goal = null);

/// <param name="Text">The budget in words.</param>
public sealed record Goal(string Text, bool IsMet)
{
    public static Goal AtMost(double value, double limit, string text) => new(text, value <= limit);

    public static Goal AtLeast(double value, double limit, string text) => new(text, value >= limit);
}

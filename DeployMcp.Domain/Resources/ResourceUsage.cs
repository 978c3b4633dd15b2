namespace DeployMcp.Domain.Resources;

/// <summary>What a database holds and was asked for, as its provider counts it.</summary>
/// <param name="RowsRead">Null where the provider doesn't count.</param>
/// <param name="RowsWritten">The same.</param>
public sealed record ResourceUsage(long Bytes, long MaxBytes, long? RowsRead, long? RowsWritten);

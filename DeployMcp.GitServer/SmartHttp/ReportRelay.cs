namespace DeployMcp.GitServer.SmartHttp;

/// <summary>
/// Passes receive-pack's answer on, but keeps back the flush that ends it, so that something can still be said to the
/// client after git has finished.
/// </summary>
internal static class ReportRelay
{
    /// <summary>True when the last line was a flush, which has not been passed on.</summary>
    public static async Task<bool> CopyAsync(Stream git, Stream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[PktLine.LengthSize + PktLine.MaxPayload];
        var flushed = false;
        while (await git.ReadAtLeastAsync(buffer.AsMemory(0, PktLine.LengthSize), PktLine.LengthSize, throwOnEndOfStream: false, cancellationToken) is var got and > 0)
        {
            if (flushed)
            {
                await client.WriteAsync(PktLine.Flush, cancellationToken);
            }

            flushed = got == PktLine.LengthSize && PktLine.PayloadLength(buffer.AsSpan(0, got)) is null;
            if (!flushed)
            {
                var length = Math.Max(0, PktLine.PayloadLength(buffer.AsSpan(0, got)) ?? 0);
                var payload = await git.ReadAtLeastAsync(buffer.AsMemory(got, length), length, throwOnEndOfStream: false, cancellationToken);
                await client.WriteAsync(buffer.AsMemory(0, got + payload), cancellationToken);
            }
        }

        return flushed;
    }
}

using System.Text;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>Writes what a push is answered with, where git itself doesn't (gitprotocol-pack, "Report Status").</summary>
internal static class PushReport
{
    private const byte Data = 1;
    private const byte Progress = 2;

    /// <summary>Leaves room for the band's own byte.</summary>
    private const int MaxSlice = 60_000;

    /// <summary>Lines that the client shows after <c>remote:</c>.</summary>
    public static async Task WriteMessageAsync(Stream output, string text, CancellationToken cancellationToken)
        => await output.WriteAsync(PktLine.EncodeBand(Progress, Encoding.UTF8.GetBytes(text)), cancellationToken);

    /// <summary>Refuses the whole push, in the client's own terms as far as it understands them.</summary>
    public static async Task WriteRefusalAsync(Stream output, PushRequest request, string reason, CancellationToken cancellationToken)
    {
        if (request.HasSideBand)
        {
            await WriteMessageAsync(output, $"error: {reason}\n", cancellationToken);
        }

        if (request.ReportsStatus)
        {
            await WriteStatusAsync(output, request, reason, cancellationToken);
        }

        if (request.HasSideBand)
        {
            await output.WriteAsync(PktLine.Flush, cancellationToken);
        }
    }

    private static async Task WriteStatusAsync(Stream output, PushRequest request, string reason, CancellationToken cancellationToken)
    {
        using var status = new MemoryStream();
        status.Write(PktLine.Encode($"unpack {reason}\n"));
        foreach (var command in request.Commands)
        {
            status.Write(PktLine.Encode($"ng {command.Ref} refused\n"));
        }

        status.Write(PktLine.Flush.Span);
        foreach (var slice in status.ToArray().Chunk(request.HasSideBand ? MaxSlice : int.MaxValue))
        {
            await output.WriteAsync(request.HasSideBand ? PktLine.EncodeBand(Data, slice) : slice, cancellationToken);
        }
    }
}

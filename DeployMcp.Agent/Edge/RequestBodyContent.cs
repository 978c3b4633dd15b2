using System.Net;

namespace DeployMcp.Agent.Edge;

/// <summary>The client's body on its way to the service, never held in memory as a whole.</summary>
internal sealed class RequestBodyContent(Stream body, long? length) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await StreamCopy.CopyAsync(body, stream, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}

/// <summary>Carries headers such as Content-Type of a request without a body.</summary>
internal sealed class NoBodyContent : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return true;
    }
}

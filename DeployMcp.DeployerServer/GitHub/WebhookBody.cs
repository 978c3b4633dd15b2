namespace DeployMcp.DeployerServer.GitHub;

/// <summary>
/// Reads bodies of callers that nobody knows yet. Memory is kept for two large ones at a time, and time for each is what GitHub
/// itself waits for an answer.
/// </summary>
internal sealed class WebhookBody(TimeProvider time)
{
    /// <summary>GitHub's own cap.</summary>
    public const int MaxBytes = 25 * 1024 * 1024;

    private const int LargeBytes = 1024 * 1024;
    private const int MostLarge = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _large = new(MostLarge);

    /// <exception cref="BadHttpRequestException">413: it is larger than <see cref="MaxBytes"/>, whether or not it said so.</exception>
    /// <exception cref="OperationCanceledException">It did not arrive within 10 s.</exception>
    public async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, request.HttpContext.RequestAborted);
        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        using var body = new MemoryStream(capacity: (int)Math.Min(request.ContentLength ?? 0, LargeBytes));
        return await ReadUpToAsync(request.Body, body, LargeBytes, either.Token) ? body.ToArray() : await ReadLargeAsync(request.Body, body, either.Token);
    }

    private async Task<byte[]> ReadLargeAsync(Stream source, MemoryStream body, CancellationToken cancellationToken)
    {
        await _large.WaitAsync(cancellationToken);
        try
        {
            return await ReadUpToAsync(source, body, MaxBytes, cancellationToken) ? body.ToArray() : throw TooLarge();
        }
        finally
        {
            _large.Release();
        }
    }

    /// <summary>False when there is more than <paramref name="most"/>.</summary>
    private static async Task<bool> ReadUpToAsync(Stream source, MemoryStream body, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (body.Length <= most)
        {
            var read = await source.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return true;
            }

            body.Write(buffer, 0, read);
        }

        return false;
    }

    private static BadHttpRequestException TooLarge() => new("A delivery has at most 25 MB.", StatusCodes.Status413PayloadTooLarge);
}

namespace DeployMcp.LibSql.Hrana;

/// <summary>The structure <c>Error</c> (Hrana 3, "Errors").</summary>
/// <param name="Message">For people.</param>
/// <param name="Code">For programs.</param>
internal sealed record HranaError(string Message, string Code);

/// <summary>A request failed; the stream lives on.</summary>
internal sealed class HranaException(HranaError error) : Exception(error.Message)
{
    public HranaException(string code, string message)
        : this(new HranaError(message, code))
    {
    }

    public HranaError Error { get; } = error;
}

/// <summary>
/// The peer broke the protocol or may not come in: over HTTP the request is refused with <see cref="Status"/> and its stream ends,
/// over WebSocket the connection is closed.
/// </summary>
internal sealed class HranaRefusedException(int status, string code, string message) : Exception(message)
{
    public HranaRefusedException(string code, string message)
        : this(StatusCodes.Status400BadRequest, code, message)
    {
    }

    /// <summary>HTTP's.</summary>
    public int Status { get; } = status;

    public HranaError Error { get; } = new(message, code);
}

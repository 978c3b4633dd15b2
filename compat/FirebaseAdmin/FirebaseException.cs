namespace FirebaseAdmin;

public class FirebaseException : Exception
{
    internal FirebaseException(ErrorCode code, string message, Exception? inner, HttpResponseMessage? response)
        : base(message, inner)
    {
        ErrorCode = code;
        HttpResponse = response;
    }

    public ErrorCode ErrorCode { get; }

    /// <summary>The answer that the service gave; null when there was none.</summary>
    public HttpResponseMessage? HttpResponse { get; }
}

namespace FirebaseAdmin;

/// <summary>Google's codes for errors of its services (google.rpc.Code).</summary>
public enum ErrorCode
{
    InvalidArgument,
    FailedPrecondition,
    OutOfRange,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    Conflict,
    Aborted,
    AlreadyExists,
    ResourceExhausted,
    Cancelled,
    DataLoss,
    Unknown,
    Internal,
    Unavailable,
    DeadlineExceeded,
}

using System.Diagnostics;
using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Execution;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.GraphQL;

/// <summary>
/// What a field that can't be given says: a refusal in its own words, with a code for programs; anything else is the platform's
/// fault, logged, and told without its inside.
/// </summary>
internal sealed partial class FieldFaults(ILogger<FieldFaults> logger)
{
    public const string NotFound = "NOT_FOUND";
    public const string Forbidden = "FORBIDDEN";
    public const string BadInput = "BAD_USER_INPUT";
    public const string Refused = "REFUSED";

    public FieldException Tell(Exception exception)
    {
        if (exception is RefusalException refusal)
        {
            return new FieldException(CallNames.InGraphQL(refusal.Message), CodeOf(refusal))
            {
                Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["next"] = CallNames.InGraphQL(refusal.Next) },
            };
        }

        var reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        LogFault(exception, reference);
        return new FieldException(
            $"The platform itself failed; your request is not the reason. Next: try it again; if it stays, report reference {reference}.", ErrorCodes.InternalError)
        {
            Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["reference"] = reference },
        };
    }

    private static string CodeOf(RefusalException refusal) => refusal switch
    {
        { IsNotFound: true } => NotFound,
        { IsForbidden: true } => Forbidden,
        { Errors.Count: > 0 } => BadInput,
        _ => Refused,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A GraphQL field failed, reference {Reference}")]
    private partial void LogFault(Exception exception, string reference);
}

using DeployMcp.Data.Audit;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Calls;

/// <summary>Writes the audit row of a mutation, however it ends.</summary>
public sealed class AuditTrail(AuditLog log)
{
    /// <param name="needs">The scope that it takes: a narrower key's call is refused before the mutation begins.</param>
    /// <param name="target">What it is done to, for example <c>service default/api</c>; never a secret.</param>
    /// <param name="outcomeOf">The outcome of a call that came to its end, in a word.</param>
    public async Task<T> RecordAsync<T>(Caller caller, KeyScope needs, string action, string target, Func<Task<T>> mutation, Func<T, string> outcomeOf)
    {
        string outcome = "fault";
        try
        {
            caller.Require(needs, action);
            var result = await mutation();
            outcome = outcomeOf(result);
            return result;
        }
        catch (RefusalException)
        {
            outcome = "refused";
            throw;
        }
        finally
        {
            await log.WriteAsync(caller.UserId, caller.KeyId, action, target, outcome);
        }
    }
}

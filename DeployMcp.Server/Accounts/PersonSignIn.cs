using System.Globalization;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Accounts;

/// <summary>The user that a proved person is: known, found by an address that both providers vouch for, or new.</summary>
public sealed partial class PersonSignIn(
    IdentityStore identities, SessionStore sessions, GitAccounts gitAccounts, AuditTrail audit, ILogger<PersonSignIn> logger)
{
    private const int MaxShown = 100;

    /// <exception cref="SignInException">There is no user to sign in as.</exception>
    public async Task<UserId> RunAsync(VerifiedPerson person)
    {
        var identity = IdentityOf(person);
        if (await identities.SignInAsync(identity) is { } known)
        {
            return known;
        }

        var signUp = await identities.SignUpAsync(identity, UserNames.For(person));
        if (!signUp.HasUser)
        {
            throw new SignInException(
                SignInFailure.Refused,
                signUp.Outcome == SignUpOutcome.BeingDeleted ? "This account is being deleted. Please try again in a few minutes." : "No free name was found. Please try again.");
        }

        await RecordAsync(person, signUp);
        return signUp.UserId;
    }

    /// <summary>Adds the person's identity to the user who is signed in.</summary>
    /// <exception cref="RefusalException">It leads to another user.</exception>
    public Task LinkAsync(Caller caller, VerifiedPerson person)
        => audit.RecordAsync(
            caller,
            KeyScope.Admin,
            "link_identity",
            $"identity {person.Provider}",
            async () => await identities.LinkAsync(caller.UserId, IdentityOf(person))
                ? true
                : throw new RefusalException(
                    "Nothing was linked.",
                    $"That {person.Provider} account signs in as another user already.",
                    "sign in with it and delete that user first, or use another one."),
            _ => "linked");

    /// <summary>Ends all of a user's sessions, this one included.</summary>
    public Task SignOutEverywhereAsync(Caller caller)
        => audit.RecordAsync(
            caller,
            KeyScope.Admin,
            "sign_out_everywhere",
            "sessions",
            async () =>
            {
                await sessions.EndAllAsync(caller.UserId);
                return true;
            },
            _ => "ended");

    private async Task RecordAsync(VerifiedPerson person, SignUp signUp)
    {
        var caller = new Caller(signUp.UserId, KeyId: null);
        if (signUp.Outcome == SignUpOutcome.Linked)
        {
            await audit.RecordAsync(caller, KeyScope.Admin, "link_identity", $"identity {person.Provider}", () => Task.FromResult(true), _ => "linked by address");
        }
        else
        {
            await audit.RecordAsync(caller, KeyScope.Admin, "sign_up", $"identity {person.Provider}", () => BeginGitAccountAsync(signUp.UserId), _ => "created");
        }
    }

    /// <summary>Whoever needs the git account first makes it, so a workflow engine that is away keeps nobody out.</summary>
    private async Task<bool> BeginGitAccountAsync(UserId userId)
    {
        try
        {
            await gitAccounts.BeginAsync(userId);
            return true;
        }
        catch (Exception e) when (e is Temporalio.Exceptions.RpcException or Npgsql.NpgsqlException or TimeoutException)
        {
            LogNoGitAccount(e, userId);
            return false;
        }
    }

    private static PersonIdentity IdentityOf(VerifiedPerson person)
        => new(
            person.Provider == PersonProvider.GitHub ? IdentityProvider.GitHub : IdentityProvider.Firebase,
            person.Subject,
            person.Email,
            Clean(person.Login),
            Clean(person.DisplayName),
            person.EmailVouched);

    /// <summary>What people call themselves elsewhere is shown here: one short line.</summary>
    private static string? Clean(string? text)
        => text is null ? null : new string([.. text.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format).Take(MaxShown)]).Trim();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The git account of the new user {UserId} could not be begun; it is made when it is needed first")]
    private partial void LogNoGitAccount(Exception exception, UserId userId);
}

using DeployMcp.Data.Audit;
using DeployMcp.Data.Users;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Repos;

namespace DeployMcp.Server.GraphQL.Accounts;

/// <summary>Who calls, and what was done in their name.</summary>
internal sealed class AccountFields(WhoAmI whoAmI, RepoHosts hosts, ListAudit listAudit) : ISchemaPart
{
    private static readonly ObjectType AuditEntryType = new("AuditEntry", () =>
    [
        FieldOf.Value<AuditEntry>("id", FieldOf.Required(BuiltInScalars.Id), null, e => e.Id),
        FieldOf.Value<AuditEntry>("at", FieldOf.Required(ProductScalars.DateTime), null, e => e.At),
        FieldOf.Value<AuditEntry>("action", FieldOf.Required(BuiltInScalars.String), "As agents call it, for example create_service.", e => e.Action),
        FieldOf.Value<AuditEntry>("target", FieldOf.Required(BuiltInScalars.String), "What it was done to.", e => e.Target),
        FieldOf.Value<AuditEntry>("outcome", FieldOf.Required(BuiltInScalars.String), "In a word; refused and fault are failures.", e => e.Outcome),
        FieldOf.Value<AuditEntry>("keyName", BuiltInScalars.String, "The key that it was done with; null for a session, and for a key that is gone.", e => e.KeyName),
        FieldOf.Value<AuditEntry>("keyPrefix", BuiltInScalars.String, null, e => e.KeyPrefix),
    ])
    {
        Description = "One change that was made or tried.",
    };

    private static readonly ObjectType AuditPageType = new("AuditPage", () =>
    [
        FieldOf.Value<AuditPage>("entries", FieldOf.ListOf(AuditEntryType), "Newest first.", p => p.Entries) with { ListSize = ListAudit.PageSize },
        FieldOf.Value<AuditPage>("older", BuiltInScalars.Id, "What to give as before for the next page; null when there is no more.", p => p.Older),
    ]);

    public IEnumerable<FieldDefinition> Queries =>
    [
        FieldOf.Query("me", FieldOf.Required(UserType), "The user whose key or session this is.", async (call, _) => await whoAmI.RunAsync(call.Caller)),
        FieldOf.Query(
            "auditLog",
            AuditPageType,
            "What was done with the account, newest first. Takes the scope admin.",
            async (call, context) => await listAudit.RunAsync(call.Caller, context.Arguments.GetValueOrDefault("before") is string id ? ReadId(id) : null),
            new InputValue("before", BuiltInScalars.Id, "A page's older")),
    ];

    public IEnumerable<FieldDefinition> Mutations => [];

    private ObjectType UserType => field ??= new ObjectType("User", () =>
    [
        FieldOf.Value<User>("name", FieldOf.Required(BuiltInScalars.String), null, u => u.Name),
        FieldOf.Value<User>("gitHost", FieldOf.Required(BuiltInScalars.String), "The name of the internal git host.", _ => hosts.InternalHost),
        FieldOf.Value<User>("gitAccount", BuiltInScalars.String, "Their name on it; null until the account is ready, some seconds after sign-up.", u => u.GitAccount),
    ]);

    /// <summary>What is no entry's id is older than all.</summary>
    private static long ReadId(string id) => long.TryParse(id, out var number) ? number : 0;
}

using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Keys;

namespace DeployMcp.Server.GraphQL.Keys;

internal sealed class KeyFields(ListKeys listKeys, CreateKey createKey, RevokeKey revokeKey) : ISchemaPart
{
    private static readonly ObjectType ApiKeyType = new("ApiKey", () =>
    [
        FieldOf.Value<ApiKey>("id", FieldOf.Required(BuiltInScalars.Id), null, k => k.Id.ToString()),
        FieldOf.Value<ApiKey>("name", FieldOf.Required(BuiltInScalars.String), null, k => k.Name),
        FieldOf.Value<ApiKey>("prefix", FieldOf.Required(BuiltInScalars.String), "How the key begins; the rest is shown once, when it is made.", k => k.Prefix),
        FieldOf.Value<ApiKey>("scope", FieldOf.Required(ProductScalars.KeyScope), null, k => ProductScalars.Name(k.Scope)),
        FieldOf.Value<ApiKey>("project", BuiltInScalars.String, "The one project that it is for; null for all.", k => k.Project),
        FieldOf.Value<ApiKey>("origin", FieldOf.Required(BuiltInScalars.String), "Who had it made: settings, an OAuth client, development.", k => k.Origin),
        FieldOf.Value<ApiKey>("createdAt", FieldOf.Required(ProductScalars.DateTime), null, k => k.CreatedAt),
        FieldOf.Value<ApiKey>("lastUsedAt", ProductScalars.DateTime, "To the minute.", k => k.LastUsedAt),
        FieldOf.Value<ApiKey>("lastUsedFrom", BuiltInScalars.String, "An address.", k => k.LastUsedFrom),
        FieldOf.Value<ApiKey>("expiresAt", ProductScalars.DateTime, "Null for one that does not expire.", k => k.ExpiresAt),
    ]);

    private static readonly ObjectType CreateKeyPayload = new("CreateKeyPayload", () =>
    [
        FieldOf.Value<CreatedKey>("key", FieldOf.Required(ApiKeyType), null, k => k.Key),
        FieldOf.Value<CreatedKey>("secret", FieldOf.Required(BuiltInScalars.String), "The whole key: it is not shown again.", k => k.Secret.Reveal()),
    ]);

    private static readonly ObjectType RevokeKeyPayload = new("RevokeKeyPayload", () =>
    [
        FieldOf.Value<ApiKeyId>("id", FieldOf.Required(BuiltInScalars.Id), null, id => id.ToString()),
    ]);

    private static readonly InputObjectType CreateKeyInput = new("CreateKeyInput", () =>
    [
        new("name", FieldOf.Required(BuiltInScalars.String), $"One line of at most {CreateKey.MaxNameLength} characters"),
        new("scope", FieldOf.Required(ProductScalars.KeyScope)),
        new("project", BuiltInScalars.String, "The one project that it is for; left out for all"),
        new("expiresInDays", BuiltInScalars.Int, $"1 to {CreateKey.MaxDays}; left out for one that does not expire"),
    ]);

    private static readonly InputObjectType RevokeKeyInput = new("RevokeKeyInput", () => [new("id", FieldOf.Required(BuiltInScalars.Id))]);

    public IEnumerable<FieldDefinition> Queries =>
    [
        FieldOf.Query(
            "keys", new ListType(FieldOf.Required(ApiKeyType)), "The live keys, newest first. Takes the scope admin.", async (call, _) => await listKeys.RunAsync(call.Caller)),
    ];

    public IEnumerable<FieldDefinition> Mutations =>
    [
        FieldOf.Mutation(
            "createKey",
            "Makes an API key, never wider than the caller's own. Takes the scope admin.",
            CreateKeyInput,
            CreateKeyPayload,
            async (caller, input, _) => await createKey.RunAsync(
                caller, new KeyRequest(input.Text("name"), input.Wire("scope"), input.Text("project"), input.Number("expiresInDays")))),
        FieldOf.Mutation(
            "revokeKey",
            "Ends a key, for the next request everywhere. Takes the scope admin.",
            RevokeKeyInput,
            RevokeKeyPayload,
            async (caller, input, _) =>
            {
                // What is no id is refused like any other that nobody has.
                var id = new ApiKeyId(Guid.TryParse(input.Required("id"), out var guid) ? guid : Guid.Empty);
                await revokeKey.RunAsync(caller, id);
                return id;
            }),
    ];
}

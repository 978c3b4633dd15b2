using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Repos;

namespace DeployMcp.Server.GraphQL.Repos;

internal sealed class RepoFields(ListRepos listRepos, CreateRepo createRepo, GetGitToken getGitToken) : ISchemaPart
{
    private static readonly ObjectType RepoType = new("Repo", () =>
    [
        FieldOf.Value<ListedRepo>("name", FieldOf.Required(BuiltInScalars.String), null, r => r.Name),
        FieldOf.Value<ListedRepo>("host", FieldOf.Required(BuiltInScalars.String), null, r => r.Repo.Host),
        FieldOf.Value<ListedRepo>("url", FieldOf.Required(BuiltInScalars.String), "To clone from and push to; it holds no token.", r => r.Url),
        FieldOf.Value<ListedRepo>("description", BuiltInScalars.String, null, r => r.Repo.Description),
        FieldOf.Value<ListedRepo>("createdAt", FieldOf.Required(ProductScalars.DateTime), null, r => r.Repo.CreatedAt),
    ]);

    private static readonly ObjectType CreateRepoPayload = new("CreateRepoPayload", () =>
    [
        FieldOf.Value<CreatedRepo>("repo", FieldOf.Required(RepoType), null, r => ListedRepo.Of(r.Repo, r.Url)),
        FieldOf.Value<CreatedRepo>("created", FieldOf.Required(BuiltInScalars.Boolean), "False when it existed already.", r => r.Created),
    ]);

    private static readonly ObjectType CreateGitTokenPayload = new("CreateGitTokenPayload", () =>
    [
        FieldOf.Value<IssuedGitToken>("token", FieldOf.Required(BuiltInScalars.String), "The password, for any user name.", t => t.Token.Reveal()),
        FieldOf.Value<IssuedGitToken>("url", FieldOf.Required(BuiltInScalars.String), "Without the token.", t => t.Url),
        FieldOf.Value<IssuedGitToken>("expiresAt", FieldOf.Required(ProductScalars.DateTime), null, t => t.ExpiresAt),
    ]);

    private static readonly InputObjectType CreateRepoInput = new("CreateRepoInput", () =>
    [
        new("name", FieldOf.Required(BuiltInScalars.String), "DNS label"),
        new("host", BuiltInScalars.String, "Git host; default the internal one"),
        new("description", BuiltInScalars.String, "One line"),
    ]);

    private static readonly InputObjectType CreateGitTokenInput = new("CreateGitTokenInput", () =>
    [
        new("name", FieldOf.Required(BuiltInScalars.String), "The repo's name"),
        new("host", BuiltInScalars.String, "Git host; default the internal one"),
    ]);

    public IEnumerable<FieldDefinition> Queries =>
    [
        FieldOf.Query("repos", FieldOf.ListOf(RepoType), "All repos, by host and name.", async (call, _) => await listRepos.RunAsync(call.Caller)) with { ListSize = 50 },
    ];

    public IEnumerable<FieldDefinition> Mutations =>
    [
        FieldOf.Mutation(
            "createRepo",
            "Makes an empty git repo to push code to. If it exists, returns it. Takes the scope deploy.",
            CreateRepoInput,
            CreateRepoPayload,
            async (caller, input, cancellation) => await createRepo.RunAsync(caller, input.Required("name"), input.Text("host"), input.Text("description"), cancellation)),
        FieldOf.Mutation(
            "createGitToken",
            "A token to clone and push one repo over HTTP. Takes the scope deploy.",
            CreateGitTokenInput,
            CreateGitTokenPayload,
            async (caller, input, cancellation) => await getGitToken.RunAsync(caller, input.Required("name"), input.Text("host"), cancellation)),
    ];
}

using DeployMcp.Domain.Services;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;

namespace DeployMcp.Server.GraphQL.Services;

/// <summary>What mutations of services take.</summary>
internal static class ServiceInputs
{
    private const string ProjectDescription = "Default: " + ServiceLimits.DefaultProject;

    private static readonly InputObjectType VariableInput = new("VariableInput", () =>
    [
        new("key", FieldOf.Required(BuiltInScalars.String)),
        new("value", FieldOf.Required(BuiltInScalars.String)),
    ]);

    private static readonly InputObjectType VariableChangeInput = new("VariableChangeInput", () =>
    [
        new("key", FieldOf.Required(BuiltInScalars.String)),
        new("value", BuiltInScalars.String, "null, or left out, removes the variable"),
    ]);

    public static InputObjectType Create { get; } = new("CreateServiceInput", () =>
    [
        new("repo", FieldOf.Required(BuiltInScalars.String), "Repo name from createRepo, or a clone URL if this server allows it"),
        .. Names(),
        new("host", BuiltInScalars.String, "Git host; default the internal one"),
        new("variables", new ListType(FieldOf.Required(VariableInput)), "Stored encrypted"),
        new("resources", new ListType(FieldOf.Required(BuiltInScalars.String)), "Databases by name, made if missing; the app gets DATABASE_URL and DATABASE_AUTH_TOKEN, of several NAME_URL and NAME_AUTH_TOKEN"),
        .. Settings("Replaces the detected one"),
    ]);

    public static InputObjectType Update { get; } = new("UpdateServiceInput", () =>
    [
        .. Names(),
        new("variables", new ListType(FieldOf.Required(VariableChangeInput)), "Added, changed or removed; others stay"),
        new("resources", new ListType(FieldOf.Required(BuiltInScalars.String)), "Replaces its databases; [] detaches all"),
        .. Settings("\"\" resets it"),
    ]);

    public static InputObjectType Redeploy { get; } = new("RedeployServiceInput", Names);

    public static InputObjectType Rollback { get; } = new(
        "RollbackServiceInput", () => [.. Names(), new("deployment", BuiltInScalars.String, "A deployment's id or a commit; default: the version before")]);

    public static InputObjectType Cancel { get; } = new("CancelDeploymentInput", Names);

    public static InputObjectType Delete { get; } = new("DeleteServiceInput", Names);

    public static ServiceRequest ToRequest(Input input) => new(
        input.Text("repo"),
        input.Text("name"),
        input.Text("host"),
        input.Text("branch"),
        input.Text("project"),
        input.Wire("buildPack"),
        input.Number("port"),
        input.List("variables")?.Select(v => KeyValuePair.Create(v.Required("key"), v.Required("value"))).ToList(),
        input.Text("memory"),
        input.Text("cpu"),
        input.Text("installCommand"),
        input.Text("buildCommand"),
        input.Text("startCommand"),
        input.Text("publishDirectory"),
        input.Text("rootDirectory"),
        input.Texts("resources"));

    public static ServiceChange ToChange(Input input) => new(
        input.Text("branch"),
        input.Wire("buildPack"),
        input.Number("port"),
        input.List("variables")?.Select(v => KeyValuePair.Create(v.Required("key"), v.Text("value"))).ToList(),
        input.Text("memory"),
        input.Text("cpu"),
        input.Text("installCommand"),
        input.Text("buildCommand"),
        input.Text("startCommand"),
        input.Text("publishDirectory"),
        input.Text("rootDirectory"),
        input.Texts("resources"));

    private static IEnumerable<InputValue> Names() =>
    [
        new("name", FieldOf.Required(BuiltInScalars.String), "The service's name"),
        new("project", BuiltInScalars.String, ProjectDescription),
    ];

    private static IEnumerable<InputValue> Settings(string commands) =>
    [
        new("branch", BuiltInScalars.String, "Default: main"),
        new("buildPack", ProductScalars.BuildPack, "Default: RAILPACK"),
        new("port", BuiltInScalars.Int, "Port the app listens on, given to it as PORT; default 3000, static 8080"),
        new("memory", BuiltInScalars.String, "16Mi to 4Gi; default 256Mi"),
        new("cpu", BuiltInScalars.String, "Cores, 0.01 to 4; default 0.5"),
        new("installCommand", BuiltInScalars.String, commands),
        new("buildCommand", BuiltInScalars.String, commands),
        new("startCommand", BuiltInScalars.String, commands),
        new("publishDirectory", BuiltInScalars.String, "Static: directory with the built files"),
        new("rootDirectory", BuiltInScalars.String, "Directory of the app in the repo"),
    ];
}

using System.Text.Json.Serialization;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// <c>POST /dev/users {"name": "alice"}</c> with the development user's key as Bearer: another user, to try how users are kept
/// apart. 201 <c>{"user", "api_key"}</c>; 409 when the name is taken; 400 when it is no DNS label; 403 with another user's key.
/// Mapped only where there is a development user: in production it is a plain 404.
/// </summary>
internal static class DevelopmentUsersEndpoint
{
    public static WebApplication MapDevelopmentUsers(this WebApplication app)
    {
        if (app.Services.GetRequiredService<DevelopmentUser>().IsWanted)
        {
            app.MapPost("/dev/users", CreateAsync).RequireAuthorization();
        }

        return app;
    }

    private static async Task<IResult> CreateAsync(
        NewUser request, HttpContext context, DevelopmentUser development, UserStore users, ApiKeyStore keys, GitAccounts accounts, AuditTrail audit)
    {
        var caller = CallerPrincipal.Of(context.User);
        if (await users.FindAsync(caller.UserId) is not { } user || user.Name != development.Name)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!DnsLabel.IsValid(request.Name))
        {
            return Results.BadRequest(new { error = $"name: use {DnsLabel.Rule}." });
        }

        var made = await audit.RecordAsync(
            caller, KeyScope.Admin, "create_user", $"user {request.Name}", () => users.CreateAsync(request.Name!), created => created is null ? "refused" : "created");
        if (made is null)
        {
            return Results.Conflict(new { error = $"The name {request.Name} is taken." });
        }

        var (_, secret) = await keys.CreateAsync(new NewApiKey(made.Id, "first", KeyScope.Admin, "development"));
        await accounts.BeginAsync(made.Id);
        return Results.Json(new CreatedUser(made.Name, secret.Reveal()), statusCode: StatusCodes.Status201Created);
    }

    private sealed record NewUser(string? Name);

    private sealed record CreatedUser(string User, [property: JsonPropertyName("api_key")] string ApiKey);
}

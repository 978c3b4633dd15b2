using System.Security.Cryptography;
using DeployMcp.Data.Keys;
using DeployMcp.Tests.Fixtures;
using Npgsql;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>The product server beside Firebase's Auth emulator.</summary>
public sealed class EmulatedServer : IAsyncLifetime
{
    private NpgsqlDataSource _database = null!;

    public FirebaseEmulator Firebase { get; private set; } = null!;

    public ServerProcess Server { get; private set; } = null!;

    public static string[] Settings(string database) =>
    [
        "--hostBuilder:reloadConfigOnChange=false",
        "--Logging:LogLevel:Default=Information",
        $"--ConnectionStrings:deploymcp={database}",
        $"--ConnectionStrings:temporal={database}",
        $"--Development:ApiKey={ApiKeyFormat.New().Reveal()}",
        "--Secrets:CurrentKeyId=k1",
        $"--Secrets:Keys:k1={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
        "--Git:ServiceToken=service-token-of-the-tests",
        "--Agent:ApiAddress=http://127.0.0.1:9",
        "--Agent:Token=agent-token-of-the-tests",
        $"--Firebase:ProjectId={FirebaseEmulator.Project}",
        "--Firebase:ApiKey=web-key-of-the-tests",
    ];

    public async Task InitializeAsync()
    {
        Firebase = await FirebaseEmulator.StartAsync();
        var connection = await TestPostgres.CreateDatabaseAsync("signin");
        _database = NpgsqlDataSource.Create(connection);
        string[] settings = ["--environment=Development", .. Settings(connection)];
        await DeployMcp.Server.Program.Main(["migrate", .. settings]);
        Server = await ServerProcess.StartAsync(settings, ("FIREBASE_AUTH_EMULATOR_HOST", Firebase.Host));
    }

    public async Task DisposeAsync()
    {
        Server.Dispose();
        Firebase.Dispose();
        await _database.DisposeAsync();
    }

    /// <summary>The name of the user to whom this identity leads, or null.</summary>
    public async Task<string?> UserOfAsync(string subject)
    {
        await using var command = _database.CreateCommand("select u.name from identities i join users u on u.id = i.user_id where i.subject = $1");
        command.Parameters.AddWithValue(subject);
        return await command.ExecuteScalarAsync() as string;
    }
}

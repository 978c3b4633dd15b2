using DeployMcp.Benchmarks.Platform;
using Npgsql;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>An agent's account with ten live services, made through the platform itself.</summary>
internal static class ServicesToList
{
    private const int Count = 10;

    /// <summary>The name that every answer must hold.</summary>
    public static string LastName => Name(Count - 1);

    public static async Task CreateAsync(PlatformConnection connection)
    {
        await using var agent = await AgentSession.ConnectAsync(connection);
        using var work = await WorkingCopy.CreateAsync();
        await work.WriteAsync("index.html", "<!doctype html><title>listed</title>");
        await work.CommitAsync("A page");
        await work.PushAsync(await agent.CreateRepositoryAsync("listed"));
        for (var i = 0; i < Count; i++)
        {
            var service = await agent.CreateServiceAsync("listed", Name(i), waitSeconds: 120);
            if ((string?)service["status"] != "active")
                throw new InvalidOperationException($"{Name(i)} did not become active: {service}");
        }
    }

    public static async Task<Guid> ReadUserIdAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select user_id from services where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = LastName });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private static string Name(int index) => $"listed-{index}";
}

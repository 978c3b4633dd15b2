using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Hosting.Postgres;

internal sealed class CreationScriptAnnotation(string script) : IResourceAnnotation
{
    public string Script { get; } = script;
}

/// <summary>Creates the databases of a server that are not there yet.</summary>
internal static partial class DatabaseCreation
{
    public static async Task CreateAllAsync(
        PostgresServerResource server,
        IResourceCollection resources,
        IServiceProvider services,
        CancellationToken token)
    {
        await using var connection = await ServerConnection.OpenAsync(server, token);
        foreach (var database in resources.OfType<PostgresDatabaseResource>().Where(d => ReferenceEquals(d.Parent, server)).ToArray())
        {
            var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(database);
            await CreateAsync(connection, database, logger, token);
        }
    }

    /// <summary>A database that can't be created shows as unhealthy, with the reason in its log; the server goes on for the others.</summary>
    private static async Task CreateAsync(NpgsqlConnection connection, PostgresDatabaseResource database, ILogger logger, CancellationToken token)
    {
        var script = database.TryGetLastAnnotation<CreationScriptAnnotation>(out var given)
            ? given.Script
            : $"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(database.DatabaseName)}";
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            await command.ExecuteNonQueryAsync(token);
            LogCreated(logger, database.DatabaseName);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            LogExists(logger, database.DatabaseName);
        }
        catch (NpgsqlException e)
        {
            LogFailed(logger, e, database.DatabaseName);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Database '{Database}' created.")]
    private static partial void LogCreated(ILogger logger, string database);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Database '{Database}' already exists.")]
    private static partial void LogExists(ILogger logger, string database);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to create database '{Database}'.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string database);
}

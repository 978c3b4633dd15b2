using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Databases at Turso. A database's name comes of its resource's id, so that a second order finds what the first one made.</summary>
internal sealed partial class TursoProvider(
    TursoClient client, TursoGroups groups, TursoProbe probe, TursoNames names, TursoOptions options, ILogger<TursoProvider> logger) : IDatabaseProvider
{
    public const string ProviderName = "turso";

    public string Name => ProviderName;

    public Task<DatabaseLocation> EnsureAsync(DatabaseOrder order, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var database = await FindAsync(order, cancellationToken) ?? await CreateAsync(order, cancellationToken);
        await probe.WaitAsync(database, cancellationToken);
        return new DatabaseLocation(database.Name, new Uri($"{(options.IsPlain ? "http" : "libsql")}://{database.Hostname}"));
    });

    public Task<Sensitive> IssueTokenAsync(DatabaseOrder order, string reference, DatabaseAccess access, CancellationToken cancellationToken)
        => CallAsync(() => client.CreateTokenAsync(Ours(reference), access, lifetime: null, cancellationToken));

    public Task RevokeTokensAsync(string reference, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await IsGoneAsync(() => TakeOutOfUseAsync(Ours(reference), cancellationToken));
        return true;
    });

    public Task<ResourceUsage?> MeasureAsync(string reference, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        ResourceUsage? measured = null;
        await IsGoneAsync(async () =>
        {
            var usage = await client.GetUsageAsync(Ours(reference), cancellationToken);
            var configuration = await client.GetConfigurationAsync(reference, cancellationToken);
            measured = new ResourceUsage(usage.StorageBytes, BytesOf(configuration.SizeLimit), usage.RowsRead, usage.RowsWritten);
        });
        return measured;
    });

    public Task DeleteAsync(string reference, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (!await IsGoneAsync(() => client.DeleteDatabaseAsync(Ours(reference), cancellationToken)))
        {
            LogDeleted(reference);
        }

        return true;
    });

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await CallAsync(() => client.ListDatabasesAsync(cursor, cancellationToken));
            foreach (var database in page.Databases.Where(d => names.IsOurs(d.Name)))
            {
                yield return database.Name;
            }

            if (page.Next is not null && page.Next == cursor)
            {
                throw new TursoUnavailableException("Turso's list of databases does not end: it names the same next page again.");
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <returns>Null when it is to be made.</returns>
    private async Task<TursoDatabase?> FindAsync(DatabaseOrder order, CancellationToken cancellationToken)
    {
        if (await client.FindDatabaseAsync(names.Of(order.Id), cancellationToken) is not { } found)
        {
            return null;
        }

        await client.OpenAsync(found.Name, order.MaxBytes, cancellationToken);
        return found;
    }

    /// <summary>The name is nobody else's, so that a conflict means a try of ours whose answer was lost, or another call for this order.</summary>
    private async Task<TursoDatabase> CreateAsync(DatabaseOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var made = await CreateInGroupAsync(order, cancellationToken);
            LogCreated(made.Name, order.Id, order.Region);
            return made;
        }
        catch (TursoException e) when (e is TursoConflictException or TursoRejectedException)
        {
            // 422 is how Turso's own command line learns that a name is taken, so that what is there says what it meant.
            return await FindAsync(order, cancellationToken)
                ?? throw (e is TursoConflictException ? new TursoUnavailableException($"{e.Message} But it does not show that database.", inner: e) : e);
        }
    }

    private async Task<TursoDatabase> CreateInGroupAsync(DatabaseOrder order, CancellationToken cancellationToken)
    {
        var name = names.Of(order.Id);
        try
        {
            return await client.CreateDatabaseAsync(name, await groups.EnsureAsync(order.Region, cancellationToken), order.MaxBytes, cancellationToken);
        }
        catch (TursoException e) when (e is TursoNotFoundException or TursoRejectedException)
        {
            // The group that we remember may have been deleted since: Turso says "group not found", with 400 or 404.
            groups.Forget(order.Region);
            return await client.CreateDatabaseAsync(name, await groups.EnsureAsync(order.Region, cancellationToken), order.MaxBytes, cancellationToken);
        }
    }

    private async Task TakeOutOfUseAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await client.RotateTokensAsync(database, cancellationToken);
            LogRotated(database);
        }
        catch (TursoRejectedException e)
        {
            // One key for the whole group: rotating that would lock out every other tenant in it.
            await client.BlockAsync(database, cancellationToken);
            LogBlocked(database, e.Message);
        }
    }

    private static async Task<bool> IsGoneAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (TursoNotFoundException)
        {
            return true;
        }
    }

    /// <summary>Nothing of another installation's, or of people's in the same organisation, is ever touched.</summary>
    private string Ours(string reference) => names.IsOurs(reference)
        ? reference
        : throw new DatabaseRefusedException($"'{reference}' is no database of this installation: the platform's operator has changed the prefix of its databases, which has to stay.");

    /// <summary>What the operator has to mend is logged with its mend; users learn that it is not theirs.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (TursoCredentialsException e)
        {
            LogCredentials(e.Message);
            throw new DatabaseRefusedException("The platform's database provider does not take the platform's credentials. The platform's operator has to mend that.", e);
        }
        catch (TursoPlanException e)
        {
            LogPlan(e.Message);
            throw new DatabaseRefusedException("The platform has used up what it may have at its database provider. The platform's operator has to mend that.", e);
        }
        catch (TursoException e)
        {
            LogRejected(e.Message);
            throw new DatabaseRefusedException("The platform's database provider refuses what the platform asked for. The platform's operator finds its words in the log.", e);
        }
    }

    private static long BytesOf(string? size)
    {
        var match = Size().Match(size ?? "");
        var unit = match.Groups[2].ValueSpan switch
        {
            ['k' or 'K', ..] => 1_000m,
            ['m' or 'M', ..] => 1_000_000m,
            ['g' or 'G', ..] => 1_000_000_000m,
            ['t' or 'T', ..] => 1_000_000_000_000m,
            _ => 1m,
        };
        return match.Success ? (long)(decimal.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * unit) : 0;
    }

    /// <summary>Turso's own notation: bytes, or a number and <c>kb</c>, <c>mb</c>, <c>gb</c>.</summary>
    [GeneratedRegex(@"^([0-9]{1,15}(?:\.[0-9]{1,6})?) ?([kmgt]?b?)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Size();

    [LoggerMessage(Level = LogLevel.Information, Message = "Made the database {Database} at Turso for the resource {Resource}, region {Region}.")]
    private partial void LogCreated(string database, ResourceId resource, string region);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted the database {Database} at Turso.")]
    private partial void LogDeleted(string database);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took all tokens of the database {Database} at Turso out of use.")]
    private partial void LogRotated(string database);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blocked the database {Database} at Turso, as its tokens can't be invalidated: {Answer} They would work again if it was brought back: move to a group at a location that begins with aws-.")]
    private partial void LogBlocked(string database, string answer);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Answer} Set Databases:Turso:ApiToken to a token of the organisation that Databases:Turso:Organization names, with the right to do this: 'turso auth api-tokens mint'.")]
    private partial void LogCredentials(string answer);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Answer} The organisation's plan at Turso gives no more: enlarge it ('turso plan show'), or delete databases.")]
    private partial void LogPlan(string answer);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Answer}")]
    private partial void LogRejected(string answer);
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeployMcp.Data.Git;

namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>What a delivery asks for.</summary>
internal static partial class EventReader
{
    public const string Provider = "github";

    private const int MaxMessage = 200;
    private const int MaxBranch = 1_000;

    /// <returns>Null when nothing is to be done for it: another event, a tag, a branch that is gone.</returns>
    /// <exception cref="JsonException">It is no such event in JSON, or what it says can't be.</exception>
    public static WebhookDelivery? Read(string eventName, string deliveryId, ReadOnlySpan<byte> body) => eventName switch
    {
        "push" => ReadPush(deliveryId, Parse(JsonSerializer.Deserialize(body, GitHubJson.Default.PushEvent))),
        "repository" => ReadRepository(deliveryId, Parse(JsonSerializer.Deserialize(body, GitHubJson.Default.RepositoryEvent))),
        "installation" or "installation_repositories" => ReadInstallation(deliveryId, Parse(JsonSerializer.Deserialize(body, GitHubJson.Default.InstallationEvent))),
        _ => null,
    };

    private static WebhookDelivery? ReadPush(string deliveryId, PushEvent push)
    {
        if (push.Branch is not { Length: <= MaxBranch } branch)
        {
            return null;
        }

        // The commit goes to git, and the branch to the database: nothing that git itself would refuse may get there.
        if (!CommitId().IsMatch(push.After) || branch.Length == 0 || branch.Any(char.IsControl))
        {
            throw new JsonException("A push to a branch that git does not know of.");
        }

        var facts = new PushFacts(
            Line(push.Repository.CloneUrl), push.Repository.Id, branch, push.After, LineOrNull(push.HeadCommit?.Message), LineOrNull(push.HeadCommit?.Author?.Name));
        var subject = Digest($"push {push.Repository.Key} {branch}");
        var pushedAt = push.Repository.PushedAtSeconds;
        return new WebhookDelivery(
            Provider, deliveryId, "push", subject,
            Cause: Digest($"{subject} {push.Before} {push.After} {pushedAt?.ToString(CultureInfo.InvariantCulture)}"),
            pushedAt, JsonSerializer.Serialize(facts, FactsJson.Default.PushFacts));
    }

    private static WebhookDelivery? ReadRepository(string deliveryId, RepositoryEvent change)
    {
        if (!change.HasMoved)
        {
            return null;
        }

        var moved = change.Repository;
        var facts = new RepositoryMove(
            moved.Id, Line(moved.Owner.Login), Line(moved.Name), Line(CloneUrls.Stem(moved.CloneUrl)), LineOrNull(change.OldCloneUrl()));
        return Idempotent(deliveryId, "repository", moved.Id, JsonSerializer.Serialize(facts, FactsJson.Default.RepositoryMove));
    }

    private static WebhookDelivery ReadInstallation(string deliveryId, InstallationEvent change)
    {
        var facts = new InstallationChange(Line(change.Action), change.Installation.Id);
        return Idempotent(deliveryId, "installation", change.Installation.Id, JsonSerializer.Serialize(facts, FactsJson.Default.InstallationChange));
    }

    private static WebhookDelivery Idempotent(string deliveryId, string eventName, long id, string facts)
        => new(Provider, deliveryId, eventName, string.Create(CultureInfo.InvariantCulture, $"{eventName} {id}"), Cause: null, At: null, facts);

    /// <summary><c>null</c> is JSON too.</summary>
    private static T Parse<T>(T? value)
        where T : class => value ?? throw new JsonException("The body is null.");

    private static string? LineOrNull(string? text) => text is null ? null : Line(text);

    /// <summary>The first line, short, and without what a terminal or PostgreSQL would stumble over.</summary>
    private static string Line(string text)
    {
        var line = new string([.. text.Split('\n', 2)[0].Where(c => !char.IsControl(c))]).Trim();
        return line.Length <= MaxMessage ? line : line[..(char.IsHighSurrogate(line[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage)];
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitId();
}

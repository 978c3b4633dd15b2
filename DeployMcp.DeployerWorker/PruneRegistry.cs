using System.Globalization;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Sql;
using DeployMcp.Planning.Containers;
using DeployMcp.Platform.Registries;
using DeployMcp.ServiceDefaults.Startup;
using Npgsql;

namespace DeployMcp.DeployerWorker;

/// <summary>
/// The command <c>registry prune [--keep N]</c>: deletes from the registry what no service needs any more, once. It is for a
/// nightly timer, before the registry's own garbage collection, which frees the disk.
/// </summary>
internal static class PruneRegistry
{
    private const int DefaultKept = 2;

    public static bool Is(string[] args) => args is ["registry", ..];

    /// <returns>0; 1 with one sentence on standard error; 2 for arguments that it doesn't know.</returns>
    public static async Task<int> RunAsync(WebApplicationBuilder builder, string[] args)
    {
        if (KeptOf(args) is not { } keep)
        {
            await Console.Error.WriteLineAsync("Usage: registry prune [--keep N], where N is the number of newest images of each service that are kept, at least 1.");
            return 2;
        }

        if (string.IsNullOrEmpty(builder.Configuration["Registry:Address"]))
        {
            return await Refusal.SayAsync("Registry:Address must be set to the registry whose images are collected.");
        }

        try
        {
            builder.Services.AddDataStores().AddRegistry(builder.Configuration);
            await using var app = builder.Build();
            var store = app.Services.GetRequiredService<ImageReferenceStore>();
            var result = await app.Services.GetRequiredService<ImageCollection>().RunAsync(keep, () => ReadAsync(store), CancellationToken.None);
            await Console.Out.WriteLineAsync($"{result.Repositories} repositories: {result.Images} images deleted, {result.Kept} kept");
            return 0;
        }
        catch (Exception e) when (e is RegistryException or NpgsqlException or InvalidOperationException)
        {
            return await Refusal.SayAsync($"The images could not be collected: {e.Message}");
        }
    }

    private static int? KeptOf(string[] args) => args switch
    {
        ["registry", "prune"] => DefaultKept,
        ["registry", "prune", "--keep", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var keep) && keep > 0 => keep,
        _ => null,
    };

    private static async Task<ImageNeeds> ReadAsync(ImageReferenceStore store)
    {
        // The services first: a deployment that ends in between has its digest in its row by then.
        var services = await store.ListServicesAsync();
        var names = services.Select(s => (Name: RegistryRepository.OfService("", s.UserId.ToString(), s.Hostname).Name, s.IsBuilding)).ToList();
        return new ImageNeeds(
            await store.ListDigestsInUseAsync(),
            names.Select(n => n.Name).ToHashSet(StringComparer.Ordinal),
            names.Where(n => n.IsBuilding).Select(n => n.Name).ToHashSet(StringComparer.Ordinal));
    }
}

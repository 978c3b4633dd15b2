using DeployMcp.Data.Deployments;
using DeployMcp.Data.Sql;
using DeployMcp.Platform.Registries;
using Npgsql;

namespace DeployMcp.DeployerWorker;

/// <summary>
/// The command <c>collect-images</c>: deletes from the registry what no service needs any more, once. It is for a nightly
/// timer, before the registry's own garbage collection, which frees the disk.
/// </summary>
internal static class CollectImages
{
    public const string Command = "collect-images";

    /// <returns>0, or 1 with one sentence on standard error.</returns>
    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["Registry:Address"]))
        {
            await Console.Error.WriteLineAsync("Registry:Address must be set to the registry whose images are collected.");
            return 1;
        }

        builder.Services.AddDataStores().AddRegistry(builder.Configuration);
        await using var app = builder.Build();
        try
        {
            // The rows are read first: what is pushed after that is too new to be collected.
            var inUse = await app.Services.GetRequiredService<ImageReferenceStore>().ListDigestsInUseAsync();
            var result = await app.Services.GetRequiredService<ImageCollection>().RunAsync(inUse, CancellationToken.None);
            await Console.Out.WriteLineAsync($"{result.Repositories} repositories: {result.Images} images deleted, {result.Kept} kept");
            return 0;
        }
        catch (Exception e) when (e is RegistryException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync($"The images could not be collected: {e.Message}");
            return 1;
        }
    }
}

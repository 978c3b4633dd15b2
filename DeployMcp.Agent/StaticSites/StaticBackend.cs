using DeployMcp.Agent.Edge;

namespace DeployMcp.Agent.StaticSites;

/// <summary>Serves a site's files from this process.</summary>
internal sealed class StaticBackend(RequestDelegate site, IDisposable files) : Backend
{
    public override async Task<Delivery> ServeAsync(HttpContext context)
    {
        await using var abort = Aborted.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        await site(context);
        return Delivery.Done;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            files.Dispose();

        base.Dispose(disposing);
    }
}

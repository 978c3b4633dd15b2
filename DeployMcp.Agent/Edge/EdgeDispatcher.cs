namespace DeployMcp.Agent.Edge;

/// <summary>Finds the revision that a request is for and lets it answer; after a switch in between, the one that took over.</summary>
internal sealed class EdgeDispatcher(RouteTable routes)
{
    public async Task DispatchAsync(HttpContext context)
    {
        Backend? tried = null;
        var last = Delivery.NotSent;
        while (true)
        {
            var revision = routes.Find(context.Request.Host.Host);
            if (revision is null)
            {
                await EdgePages.NotFoundAsync(context);
                return;
            }

            if (revision.Backend is not { } backend || ReferenceEquals(backend, tried))
                break;

            tried = backend;
            last = await ServeAsync(backend, context);
            if (last == Delivery.Done)
                return;
        }

        await (last == Delivery.Unanswered ? EdgePages.BadGatewayAsync(context) : EdgePages.UnavailableAsync(context));
    }

    private static async Task<Delivery> ServeAsync(Backend backend, HttpContext context)
    {
        if (!backend.TryEnter())
            return Delivery.NotSent;

        try
        {
            return await backend.ServeAsync(context);
        }
        finally
        {
            backend.Exit();
        }
    }
}

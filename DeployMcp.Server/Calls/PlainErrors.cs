namespace DeployMcp.Server.Calls;

/// <summary>
/// What escapes an endpoint is logged and answered with a bare status: no page with the server's inside, in development neither.
/// A request that breaks HTTP's rules or limits (413 and its like) is the client's own and not logged.
/// </summary>
internal static class PlainErrors
{
    public static WebApplication UsePlainErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask,
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        return app;
    }
}

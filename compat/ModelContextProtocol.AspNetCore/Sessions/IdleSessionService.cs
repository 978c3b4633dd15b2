using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ModelContextProtocol.AspNetCore.Sessions;

/// <summary>Closes idle sessions every 5 seconds, and all of them when the application stops.</summary>
internal sealed class IdleSessionService(SessionRegistry sessions, IOptions<HttpServerTransportOptions> transportOptions) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (transportOptions.Value.SessionMode is HttpServerSessionMode.Stateless)
            return;

        using var timer = new PeriodicTimer(Period, sessions.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await sessions.CloseIdleAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await sessions.CloseAllAsync();
        }
    }
}

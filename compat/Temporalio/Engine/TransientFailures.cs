using System.Net.Sockets;
using Npgsql;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Temporalio.Engine;

/// <summary>Which failures pass by themselves, and how long one waits for that.</summary>
internal static class TransientFailures
{
    public static bool IsTransient(Exception e) => e switch
    {
        PostgresException p => p.IsTransient || p.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.TooManyConnections,
        NpgsqlException or IOException or SocketException or TimeoutException => true,
        ObjectDisposedException => true,
        _ => false,
    };

    /// <exception cref="RpcException">The failure stayed (<c>Unavailable</c>), or the engine's database refuses (<c>Internal</c>).</exception>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call, RpcRetryOptions options, bool retry, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var delay = options.InitialInterval;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                var spent = TimeProvider.System.GetElapsedTime(begin);
                if (!retry || (options.MaxRetries > 0 && retries >= options.MaxRetries) || spent + delay > options.MaxElapsedTime)
                    throw new RpcException(RpcException.StatusCode.Unavailable, $"The workflow engine's database cannot be reached: {e.Message}", e);

                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                delay = TimeSpan.FromMilliseconds(Math.Min(delay.TotalMilliseconds * options.Multiplier, options.MaxInterval.TotalMilliseconds));
            }
            catch (NpgsqlException e)
            {
                throw new RpcException(RpcException.StatusCode.Internal, $"The workflow engine's database refused: {e.Message}", e);
            }
        }
    }
}

namespace DeployMcp.AppHost.Settings;

/// <summary>The platform can't start; the message is one sentence that says why and what mends it.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);

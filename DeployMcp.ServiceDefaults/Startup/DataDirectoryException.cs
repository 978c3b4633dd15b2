namespace DeployMcp.ServiceDefaults.Startup;

/// <summary>The data directory can't be used; the message says why and how to mend it.</summary>
public sealed class DataDirectoryException(string message, Exception? cause = null) : Exception(message, cause);

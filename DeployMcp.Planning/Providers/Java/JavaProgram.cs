namespace DeployMcp.Planning.Providers.Java;

/// <summary>How a JVM is started here.</summary>
internal static class JavaProgram
{
    /// <summary>
    /// Servers of the well-known frameworks take the port from their own variables. The JVM knows the machine's memory but not
    /// the service's, which the agent gives in MiB; when it runs out it ends instead of limping on.
    /// </summary>
    public const string Launch =
        "export SERVER_PORT=\"$PORT\" QUARKUS_HTTP_PORT=\"$PORT\" MICRONAUT_SERVER_PORT=\"$PORT\"; "
        + "exec java \"-XX:MaxRAM=${MEMORY_AVAILABLE:-256}m\" -XX:+ExitOnOutOfMemoryError $JAVA_OPTS";

    /// <summary>The largest archive of a directory is the one that holds all dependencies, if any does; those that only go with it don't count.</summary>
    public static string LargestJar(string directory)
        => $"$(ls -S {directory}/*.jar {directory}/*.war 2>/dev/null | grep -Ev -- '(-sources|-javadoc|-tests|-plain)\\.jar$|/original-' | head -n 1)";

    public static string StartOf(string jar) => $"jar=\"{jar}\"; {Launch} -jar \"$jar\"";
}

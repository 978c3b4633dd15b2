using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>One kind of resource each.</summary>
public sealed partial class ManifestPublishingContext
{
    /// <exception cref="DistributedApplicationException">The container has no image.</exception>
    public async Task WriteContainerAsync(ContainerResource container)
    {
        if (!container.TryGetContainerImageName(out var image))
        {
            throw new DistributedApplicationException($"Could not get the container image name for resource '{container.Name}'.");
        }

        Writer.WriteString("type", "container.v0");
        WriteConnectionString(container);
        Writer.WriteString("image", image);
        if (container.Entrypoint is not null)
        {
            Writer.WriteString("entrypoint", container.Entrypoint);
        }

        await WriteCommandLineArgumentsAsync(container);
        WriteMounts(container);
        await WriteEnvironmentVariablesAsync(container);
        WriteBindings(container);
    }

    private async Task WriteResourceAsync(IResource resource)
    {
        var custom = resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().LastOrDefault();
        if (custom is { Callback: null })
        {
            return;
        }

        Writer.WriteStartObject(resource.Name);
        await (custom?.Callback is { } callback ? callback(this) : WriteByKindAsync(resource));
        Writer.WriteEndObject();
        if (resource is ParameterResource parameter)
        {
            WriteEncodedParameters(_references.TakeEncoded(parameter));
        }
    }

    private Task WriteByKindAsync(IResource resource) => resource switch
    {
        ContainerResource container => WriteContainerAsync(container),
        ProjectResource project => WriteProjectAsync(project),
        ExecutableResource executable => WriteExecutableAsync(executable),
        ParameterResource parameter => Written(() => WriteParameter(parameter)),
        IResourceWithConnectionString => Written(() =>
        {
            Writer.WriteString("type", "value.v0");
            WriteConnectionString(resource);
        }),
        _ => Written(() => Writer.WriteString("error", "This resource does not support generation in the manifest.")),
    };

    private static Task Written(Action write)
    {
        write();
        return Task.CompletedTask;
    }

    private async Task WriteProjectAsync(ProjectResource project)
    {
        Writer.WriteString("type", "project.v0");
        Writer.WriteString("path", GetManifestRelativePath(project.GetProjectMetadata().ProjectPath));
        await WriteCommandLineArgumentsAsync(project);
        await WriteEnvironmentVariablesAsync(project);
        WriteBindings(project);
    }

    private async Task WriteExecutableAsync(ExecutableResource executable)
    {
        Writer.WriteString("type", "executable.v0");
        WriteConnectionString(executable);
        Writer.WriteString("workingDirectory", GetManifestRelativePath(executable.WorkingDirectory));
        Writer.WriteString("command", executable.Command);
        await WriteCommandLineArgumentsAsync(executable);
        await WriteEnvironmentVariablesAsync(executable);
        WriteBindings(executable);
    }

    private void WriteParameter(ParameterResource parameter)
    {
        Writer.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
        {
            Writer.WriteString("connectionString", $"{{{parameter.Name}.value}}");
        }

        Writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        Writer.WriteStartObject("inputs");
        Writer.WriteStartObject("value");
        Writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            Writer.WriteBoolean("secret", true);
        }

        if (parameter.Default is { } byDefault)
        {
            Writer.WriteStartObject("default");
            byDefault.WriteToManifest(this);
            Writer.WriteEndObject();
        }

        Writer.WriteEndObject();
        Writer.WriteEndObject();
    }

    private void WriteEncodedParameters(IEnumerable<EncodedParameter> encoded)
    {
        foreach (var (name, parameter, format) in encoded)
        {
            Writer.WriteStartObject(name);
            Writer.WriteString("type", "annotated.string");
            Writer.WriteString("value", parameter.ValueExpression);
            Writer.WriteString("filter", format);
            Writer.WriteEndObject();
        }
    }

    private void WriteMounts(ContainerResource container)
    {
        foreach (var mounts in container.Annotations.OfType<ContainerMountAnnotation>().GroupBy(m => m.Type).OrderBy(g => g.Key))
        {
            var bind = mounts.Key == ContainerMountType.BindMount;
            Writer.WriteStartArray(bind ? "bindMounts" : "volumes");
            foreach (var mount in mounts)
            {
                Writer.WriteStartObject();
                if (mount.Source is { } source)
                {
                    Writer.WriteString(bind ? "source" : "name", bind ? GetManifestRelativePath(source) : source);
                }

                Writer.WriteString("target", mount.Target);
                Writer.WriteBoolean("readOnly", mount.IsReadOnly);
                Writer.WriteEndObject();
            }

            Writer.WriteEndArray();
        }
    }
}

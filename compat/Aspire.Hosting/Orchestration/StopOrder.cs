using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Orchestration;

/// <summary>Who has to be stopped before whom: first those who wait for or refer to a resource, then the resource.</summary>
internal static class StopOrder
{
    /// <summary>For each resource those that depend on it, without cycles: references may go both ways, and then the earlier one counts.</summary>
    public static Dictionary<IResource, HashSet<IResource>> Dependents(IReadOnlyCollection<IResource> resources)
    {
        var dependents = resources.ToDictionary(r => r, _ => new HashSet<IResource>());
        // Waiting is the stronger tie: a cycle of it couldn't even have started.
        foreach (var (dependent, dependency) in Waits(resources).Concat(References(resources)).Concat(Lasts(resources)))
        {
            if (dependents.TryGetValue(dependency, out var before) && !Reaches(dependents, dependent, dependency))
            {
                before.Add(dependent);
            }
        }

        return dependents;
    }

    private static IEnumerable<(IResource Dependent, IResource Dependency)> Waits(IEnumerable<IResource> resources)
        => from resource in resources
           from wait in resource.Annotations.OfType<WaitAnnotation>()
           select (resource, Owner(wait.Resource));

    private static IEnumerable<(IResource Dependent, IResource Dependency)> References(IEnumerable<IResource> resources)
        => from resource in resources
           from relation in resource.Annotations.OfType<ResourceRelationshipAnnotation>()
           where !ReferenceEquals(relation.Resource, resource)
           select (resource, Owner(relation.Resource));

    private static IEnumerable<(IResource Dependent, IResource Dependency)> Lasts(IReadOnlyCollection<IResource> resources)
        => from last in resources
           where last.HasAnnotationOfType<StopLastAnnotation>()
           from resource in resources
           where !ReferenceEquals(resource, last)
           select (resource, last);

    /// <summary>A database is stopped with its server.</summary>
    private static IResource Owner(IResource resource)
        => resource is IResourceWithParent { Parent: { } parent } ? Owner(parent) : resource;

    private static bool Reaches(Dictionary<IResource, HashSet<IResource>> dependents, IResource from, IResource to)
        => ReferenceEquals(from, to) || dependents[from].Any(next => Reaches(dependents, next, to));
}

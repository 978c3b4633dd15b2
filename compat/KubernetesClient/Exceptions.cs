using k8s.Models;

namespace k8s
{
    /// <summary>The API server said in a watch that it failed: with code 410 the resource version is too old, and the watch begins anew with a list.</summary>
    public class KubernetesException : Exception
    {
        public KubernetesException(V1Status status)
            : this(status, innerException: null)
        {
        }

        public KubernetesException(V1Status status, Exception innerException)
            : base(status?.Message, innerException) => Status = status;

        public V1Status Status { get; private set; }
    }
}

namespace k8s.Exceptions
{
    public class KubernetesClientException : Exception
    {
        public KubernetesClientException(string message)
            : base(message)
        {
        }

        public KubernetesClientException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The kubeconfig is missing, or lacks what it takes to reach the cluster.</summary>
    public class KubeConfigException : KubernetesClientException
    {
        public KubeConfigException(string message)
            : base(message)
        {
        }

        public KubeConfigException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}

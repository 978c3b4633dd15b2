namespace k8s.Models;

public class V1PodStatus
{
    public IList<V1PodCondition> Conditions { get; set; }
    public IList<V1ContainerStatus> ContainerStatuses { get; set; }
    public string HostIP { get; set; }
    public string Message { get; set; }
    public string Phase { get; set; }
    public string PodIP { get; set; }
    public string Reason { get; set; }
    public DateTime? StartTime { get; set; }
}

public class V1PodCondition
{
    public DateTime? LastTransitionTime { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }
    public string Type { get; set; }
}

public class V1ContainerStatus
{
    public string ContainerID { get; set; }
    public string Image { get; set; }
    public string ImageID { get; set; }
    public V1ContainerState LastState { get; set; }
    public string Name { get; set; }
    public bool Ready { get; set; }
    public int RestartCount { get; set; }
    public bool? Started { get; set; }
    public V1ContainerState State { get; set; }
}

public class V1ContainerState
{
    public V1ContainerStateRunning Running { get; set; }
    public V1ContainerStateTerminated Terminated { get; set; }
    public V1ContainerStateWaiting Waiting { get; set; }
}

public class V1ContainerStateRunning
{
    public DateTime? StartedAt { get; set; }
}

public class V1ContainerStateTerminated
{
    public int ExitCode { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
    public int? Signal { get; set; }
    public DateTime? StartedAt { get; set; }
}

public class V1ContainerStateWaiting
{
    public string Message { get; set; }
    public string Reason { get; set; }
}

namespace ModelContextProtocol.AspNetCore;

/// <summary>
/// How the endpoint tracks state between requests. Revision 2026-07-28 has no sessions, so its requests are only ever
/// served statelessly; the mode says what happens beside that to clients of the revisions with <c>initialize</c>.
/// </summary>
public enum HttpServerSessionMode
{
    /// <summary>No state between requests for any client. GET and DELETE answer 405; nothing but POST is mapped.</summary>
    Stateless,

    /// <summary>
    /// A session for every client. Requests of 2026-07-28 are refused with -32022 so that a client which speaks both
    /// falls back to <c>initialize</c>.
    /// </summary>
    Stateful,

    /// <summary>Sessions for clients that send <c>initialize</c>; requests of 2026-07-28 are served statelessly on the same path.</summary>
    StatefulForInitializeClients,
}

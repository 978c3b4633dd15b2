{{/* The release's name; the chart's too unless the release has it already. Room is left for "-mcp-server". */}}
{{- define "deploy-mcp.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* What selects a component's pods; never changes between versions. Takes (dict "root" $ "component" NAME). */}}
{{- define "deploy-mcp.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "deploy-mcp.labels" -}}
{{ include "deploy-mcp.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: deploy-mcp
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* Takes (dict "root" $ "repository" NAME). */}}
{{- define "deploy-mcp.image" -}}
{{ with .root.Values.image.registry }}{{ . }}/{{ end }}{{ .repository }}:{{ .root.Values.image.tag }}
{{- end }}

{{/* A component's texts and, by reference, its database. Takes (dict "root" $ "component" VALUES "port" PORT). */}}
{{- define "deploy-mcp.variables" -}}
- name: HTTP_PORTS
  value: {{ .port | quote }}
{{- range $name, $value := .component.variables }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range .component.databaseVariables }}
- name: {{ . }}
  valueFrom:
    secretKeyRef:
      name: {{ $.root.Values.database.existingSecret }}
      key: {{ . }}
{{- end }}
{{- end }}

{{/* The rest that the operator supplies, as a whole: a new encryption key can then stand beside the old one. */}}
{{- define "deploy-mcp.supplied" -}}
- secretRef:
    name: {{ .existingSecret }}
{{- end }}

{{- define "deploy-mcp.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "deploy-mcp.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "deploy-mcp.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* AD-016: one path, three timings. */}}
{{- define "deploy-mcp.probes" -}}
{{- range $kind := list "startup" "liveness" "readiness" }}
{{ $kind }}Probe:
  httpGet:
    path: /health
    port: http
{{ toYaml (index $.Values.mcpServer.probes $kind) | indent 2 }}
{{- end }}
{{- end }}

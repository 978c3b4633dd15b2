{{/* A Deployment of one of the binaries. Takes (dict "root" $ "name" NAME "component" VALUES "args" LIST). */}}
{{- define "deploy-mcp.deployment" -}}
{{- $labels := dict "root" .root "component" .name }}
{{- $name := printf "%s-%s" (include "deploy-mcp.fullname" .root) .name }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels:
{{ include "deploy-mcp.labels" $labels | indent 4 }}
spec:
  replicas: {{ .component.replicaCount }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
{{ include "deploy-mcp.selector" $labels | indent 6 }}
  template:
    metadata:
      labels:
{{ include "deploy-mcp.labels" $labels | indent 8 }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 30
{{- with include "deploy-mcp.pullSecrets" .root | trim }}
{{ . | indent 6 }}
{{- end }}
      securityContext:
{{ include "deploy-mcp.podSecurity" .root | indent 8 }}
      containers:
        - name: {{ .name }}
          image: {{ include "deploy-mcp.image" (dict "root" .root "repository" .component.repository) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- with .args }}
          args: {{ toJson . }}
{{- end }}
          ports:
            - name: http
              containerPort: {{ .component.port }}
          envFrom:
{{ include "deploy-mcp.supplied" .component | indent 12 }}
          env:
{{ include "deploy-mcp.variables" (dict "root" .root "component" .component "port" .component.port) | indent 12 }}
{{- if eq .name "server" }}
            - name: Mcp__AllowedHosts__0
              value: {{ $name }}
            - name: Mcp__AllowedHosts__1
              value: {{ printf "%s.%s.svc.cluster.local" $name .root.Release.Namespace }}
{{- end }}
{{ include "deploy-mcp.probes" .root | trim | indent 10 }}
          resources:
{{ toYaml .component.resources | indent 12 }}
          securityContext:
{{ include "deploy-mcp.containerSecurity" .root | indent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
{{- end }}
